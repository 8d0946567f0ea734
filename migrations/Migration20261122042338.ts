import { Migration } from '@mikro-orm/migrations';

export class Migration20261122042338 extends Migration {

  override name = 'Migration20261122042338';

  override up(): void | Promise<void> {
    this.addSql(`create table "customer_mapping" ("id" serial primary key, "nhanh_account_id" int not null, "shopify_account_id" int not null, "nhanh_id" bigint not null, "shopify_id" text not null, "status" text not null default 'PENDING', "origin" text not null, "key" text null, "key_field" text null, "policy" text not null default 'SYNC', "policy_until" timestamptz null, "job_id" int null, "last_synced_at" timestamptz null, "last_error" jsonb null, "created_at" timestamptz not null default now());`);
    this.addSql(`alter table "customer_mapping" add constraint "customer_mapping_shopify_account_id_shopify_id_nh_49713_unique" unique ("shopify_account_id", "shopify_id", "nhanh_account_id");`);
    this.addSql(`alter table "customer_mapping" add constraint "customer_mapping_nhanh_account_id_nhanh_id_shopif_69b41_unique" unique ("nhanh_account_id", "nhanh_id", "shopify_account_id");`);

    this.addSql(`create table "match_candidate" ("review_id" int not null, "side" text not null, "record_id" text not null, "matched_on" text not null, primary key ("review_id", "side", "record_id"));`);

    this.addSql(`create table "match_review" ("id" serial primary key, "kind" text not null, "nhanh_account_id" int not null, "shopify_account_id" int not null, "key_field" text not null, "key" text not null, "reason" text not null, "facts_hash" uuid not null, "nhanh_count" int not null, "shopify_count" int not null, "decision" text null, "decided_by" text null, "decided_at" timestamptz null, "linked_nhanh_id" bigint null, "linked_shopify_id" text null, "job_id" int not null, "created_at" timestamptz not null default now());`);
    this.addSql(`alter table "match_review" add constraint "match_review_kind_nhanh_account_id_shopify_accoun_98f35_unique" unique ("kind", "nhanh_account_id", "shopify_account_id", "key_field", "key");`);

    this.addSql(`create table "product_mapping" ("id" serial primary key, "nhanh_account_id" int not null, "shopify_account_id" int not null, "nhanh_id" bigint not null, "shopify_id" text not null, "status" text not null default 'PENDING', "origin" text not null, "key" text null, "key_field" text null, "policy" text not null default 'SYNC', "policy_until" timestamptz null, "job_id" int null, "last_synced_at" timestamptz null, "last_error" jsonb null, "created_at" timestamptz not null default now(), "reserve" int not null default 0);`);
    this.addSql(`create index "product_mapping_nhanh_account_id_nhanh_id_index" on "product_mapping" ("nhanh_account_id", "nhanh_id");`);
    this.addSql(`alter table "product_mapping" add constraint "product_mapping_shopify_account_id_shopify_id_nha_f3871_unique" unique ("shopify_account_id", "shopify_id", "nhanh_account_id");`);

    this.addSql(`create table "unlinked_pair" ("nhanh_account_id" int not null, "shopify_account_id" int not null, "kind" text not null, "shopify_id" text not null, "nhanh_id" bigint not null, "at" timestamptz not null default now(), primary key ("nhanh_account_id", "shopify_account_id", "kind", "shopify_id", "nhanh_id"));`);

    this.addSql(`create table "planned_link" ("job_id" int not null, "shopify_id" text not null, "nhanh_id" bigint not null, primary key ("job_id", "shopify_id"));`);
    this.addSql(`create index "planned_link_job_id_nhanh_id_index" on "planned_link" ("job_id", "nhanh_id");`);

    this.addSql(`alter table "job_sighting" alter column "counted" type int using (case when "counted" then cardinality("record_ids") else 0 end);`);

    // Rows that are there get what the pulls would write; the next full pull writes it anew.
    this.addSql(`alter table "customer_phone" add "is_key" boolean not null default false, add "is_sole" boolean not null default false;`);
    this.addSql(`delete from "customer_phone" p using "nhanh_customer" n where n."account_id" = p."account_id" and n."id"::text = p."customer_id" and n."deleted_at" is not null;`);
    this.addSql(`delete from "customer_phone" p using "shopify_customer" s where s."account_id" = p."account_id" and s."id" = p."customer_id" and s."deleted_at" is not null;`);
    this.addSql(`update "customer_phone" p set "is_key" = true where ("field" = 'OWN' or ("field" = 'ADDRESS' and not exists (
      select 1 from "customer_phone" own where own."account_id" = p."account_id" and own."customer_id" = p."customer_id" and own."field" = 'OWN')))
      and not exists (select 1 from "nhanh_customer" n where n."account_id" = p."account_id" and n."id"::text = p."customer_id" and n."type" is distinct from 'RETAIL');`);
    this.addSql(`update "customer_phone" p set "is_sole" = true where "is_key" and not exists (
      select 1 from "customer_phone" other where other."account_id" = p."account_id" and other."customer_id" = p."customer_id" and other."is_key" and other."phone" <> p."phone");`);
    this.addSql(`alter table "customer_phone" alter "is_key" drop default, alter "is_sole" drop default;`);

    this.addSql(`alter table "nhanh_customer" add "name_words" text[] not null default '{}', add "email_key" text null;`);
    this.addSql(`update "nhanh_customer" set "name_words" = (
      select coalesce(array_agg(distinct word order by word), '{}') from unnest(array["name"]) name,
        regexp_split_to_table(regexp_replace(
          btrim(regexp_replace(translate(regexp_replace(normalize(lower(name), NFKD), '[\\u0300-\\u036f]', '', 'g'), 'đ', 'd'), '[^[:alpha:]]+', ' ', 'g')) || ' ',
          '^((khach (hang|le|si|quen|vip|moi|cu)|khach|anh|chi|em|co|chu|bac|ong|ba|ban|mr|mrs|ms|miss) )+', ''), ' ') word
      where length(word) > 1), "email_key" = (
      select key from lower(regexp_replace(normalize("email", NFKC), '\\s', '', 'g')) key where key ~ '^[^@]+@[^@]+$');`);
    this.addSql(`alter table "nhanh_customer" alter "name_words" drop default;`);

    this.addSql(`alter table "nhanh_product" add "barcode_key" text null;`);
    this.addSql(`update "nhanh_product" set "barcode_key" = nullif(lower(btrim(regexp_replace(regexp_replace(normalize("barcode", NFKC), '^\\s*[''’‘]', ''), '\\s+', ' ', 'g'))), '') where "barcode" is not null;`);
    this.addSql(`create index "nhanh_product_account_id_barcode_key_index" on "nhanh_product" ("account_id", "barcode_key");`);

    this.addSql(`alter table "shopify_customer" add "name_words" text[] not null default '{}', add "email_key" text null;`);
    this.addSql(`update "shopify_customer" set "name_words" = (
      select coalesce(array_agg(distinct word order by word), '{}') from unnest(array["first_name", "last_name"]) name,
        regexp_split_to_table(regexp_replace(
          btrim(regexp_replace(translate(regexp_replace(normalize(lower(name), NFKD), '[\\u0300-\\u036f]', '', 'g'), 'đ', 'd'), '[^[:alpha:]]+', ' ', 'g')) || ' ',
          '^((khach (hang|le|si|quen|vip|moi|cu)|khach|anh|chi|em|co|chu|bac|ong|ba|ban|mr|mrs|ms|miss) )+', ''), ' ') word
      where length(word) > 1), "email_key" = (
      select key from lower(regexp_replace(normalize("email", NFKC), '\\s', '', 'g')) key where key ~ '^[^@]+@[^@]+$');`);
    this.addSql(`alter table "shopify_customer" alter "name_words" drop default;`);

    this.addSql(`alter table "shopify_variant" add "barcode_key" text null;`);
    this.addSql(`update "shopify_variant" set "barcode_key" = nullif(lower(btrim(regexp_replace(regexp_replace(normalize("barcode", NFKC), '^\\s*[''’‘]', ''), '\\s+', ' ', 'g'))), '') where "barcode" is not null;`);
    this.addSql(`create index "shopify_variant_account_id_barcode_key_index" on "shopify_variant" ("account_id", "barcode_key");`);


    this.addSql(`alter table "match_candidate" add constraint "match_candidate_side_check" check ("side" in ('NHANH', 'SHOPIFY'));`);
    this.addSql(`alter table "match_candidate" add constraint "match_candidate_matched_on_check" check ("matched_on" in ('SKU', 'BARCODE', 'OWN', 'ADDRESS', 'NOTE'));`);

    this.addSql(`alter table "match_review" add constraint "match_review_kind_check" check ("kind" in ('PRODUCT', 'CUSTOMER'));`);
    this.addSql(`alter table "match_review" add constraint "match_review_key_field_check" check ("key_field" in ('SKU', 'BARCODE', 'PHONE'));`);
    this.addSql(`alter table "match_review" add constraint "match_review_reason_check" check ("reason" in ('SEVERAL_IN_NHANH', 'SEVERAL_IN_SHOPIFY', 'ALREADY_LINKED', 'REPLACED', 'KEYS_DISAGREE', 'NAME_DISAGREES', 'NOTE_ONLY'));`);
    this.addSql(`alter table "match_review" add constraint "match_review_decision_check" check ("decision" in ('LINK', 'IGNORE'));`);


    this.addSql(`alter table "unlinked_pair" add constraint "unlinked_pair_kind_check" check ("kind" in ('PRODUCT', 'CUSTOMER'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "customer_mapping" cascade;`);
    this.addSql(`drop table if exists "match_candidate" cascade;`);
    this.addSql(`drop table if exists "match_review" cascade;`);
    this.addSql(`drop table if exists "planned_link" cascade;`);
    this.addSql(`drop table if exists "product_mapping" cascade;`);
    this.addSql(`drop table if exists "unlinked_pair" cascade;`);

    this.addSql(`alter table "job_sighting" alter column "counted" type boolean using ("counted" > 0);`);

    this.addSql(`alter table "customer_phone" drop column "is_key", drop column "is_sole";`);

    this.addSql(`alter table "nhanh_customer" drop column "name_words", drop column "email_key";`);

    this.addSql(`drop index "nhanh_product_account_id_barcode_key_index";`);
    this.addSql(`alter table "nhanh_product" drop column "barcode_key";`);

    this.addSql(`alter table "shopify_customer" drop column "name_words", drop column "email_key";`);

    this.addSql(`drop index "shopify_variant_account_id_barcode_key_index";`);
    this.addSql(`alter table "shopify_variant" drop column "barcode_key";`);
  }

}
