import { Migration } from '@mikro-orm/migrations';

export class Migration20261122072656 extends Migration {

  override name = 'Migration20261122072656';

  override up(): void | Promise<void> {
    // Those who are not matched have no phones here any more.
    this.addSql(`delete from "customer_phone" p using "nhanh_customer" n where n."account_id" = p."account_id" and n."id"::text = p."customer_id" and n."type" is distinct from 'RETAIL';`);

    this.addSql(`alter table "customer_phone" add "name_words" text[] not null default '{}', add "email_key" text null;`);
    this.addSql(`update "customer_phone" p set "name_words" = n."name_words", "email_key" = n."email_key" from "nhanh_customer" n where n."account_id" = p."account_id" and n."id"::text = p."customer_id";`);
    this.addSql(`update "customer_phone" p set "name_words" = s."name_words", "email_key" = s."email_key" from "shopify_customer" s where s."account_id" = p."account_id" and s."id" = p."customer_id";`);
    this.addSql(`alter table "customer_phone" alter "name_words" drop default;`);

    this.addSql(`drop index "customer_phone_account_id_phone_index";`);
    this.addSql(`create index "customer_phone_key_index" on "customer_phone" ("account_id", "phone") where is_key;`);
    this.addSql(`create index "customer_phone_note_index" on "customer_phone" ("account_id", "phone") where field = 'NOTE';`);

    this.addSql(`alter table "nhanh_customer" drop column "email_key", drop column "name_words";`);

    this.addSql(`alter table "shopify_customer" drop column "email_key", drop column "name_words";`);
  }

  override down(): void | Promise<void> {
    for (const table of ['nhanh_customer', 'shopify_customer']) {
      this.addSql(`alter table "${table}" add "email_key" text null, add "name_words" text[] not null default '{}';`);
      this.addSql(`update "${table}" c set "name_words" = p."name_words", "email_key" = p."email_key" from "customer_phone" p where p."account_id" = c."account_id" and p."customer_id" = c."id"::text;`);
      // Of whom no phone tells: the next full pull takes them for changed and writes them anew, with their phones.
      this.addSql(`update "${table}" c set "content_hash" = '00000000-0000-0000-0000-000000000000' where not exists (select 1 from "customer_phone" p where p."account_id" = c."account_id" and p."customer_id" = c."id"::text);`);
      this.addSql(`alter table "${table}" alter "name_words" drop default;`);
    }

    this.addSql(`drop index "customer_phone_key_index";`);
    this.addSql(`drop index "customer_phone_note_index";`);
    this.addSql(`create index "customer_phone_account_id_phone_index" on "customer_phone" ("account_id", "phone");`);

    this.addSql(`alter table "customer_phone" drop column "name_words", drop column "email_key";`);
  }

}
