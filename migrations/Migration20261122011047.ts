import { Migration } from '@mikro-orm/migrations';

export class Migration20261122011047 extends Migration {

  override name = 'Migration20261122011047';

  override up(): void | Promise<void> {
    this.addSql(`create table "customer_phone" ("account_id" int not null, "customer_id" text not null, "phone" text not null, "field" text not null, primary key ("account_id", "customer_id", "phone"));`);
    this.addSql(`create index "customer_phone_account_id_phone_index" on "customer_phone" ("account_id", "phone");`);

    this.addSql(`create table "nhanh_customer" ("account_id" int not null, "id" bigint not null, "source_created_at" timestamptz null, "source_updated_at" timestamptz null, "search_text" text not null, "content_hash" uuid not null, "pulled_at" timestamptz not null, "deleted_at" timestamptz null, "name" text not null, "type" text null, "phone" text null, "email" text null, "code" text null, "address" text null, "level" text null, "group" text null, "total_spent" numeric(19,4) null, "points" int null, primary key ("account_id", "id"));`);

    this.addSql(`create table "shopify_customer" ("account_id" int not null, "id" text not null, "source_created_at" timestamptz null, "source_updated_at" timestamptz null, "search_text" text not null, "content_hash" uuid not null, "pulled_at" timestamptz not null, "deleted_at" timestamptz null, "first_name" text null, "last_name" text null, "email" text null, "phone" text null, "address_phone" text null, "tags" jsonb not null, "amount_spent" numeric(19,4) null, "currency" text null, "number_of_orders" int null, "state" text not null, primary key ("account_id", "id"));`);

    this.addSql(`create table "stream_mark" ("account_id" int not null, "stream" text not null, "covered_until" timestamptz not null, "open_ids" text[] not null, primary key ("account_id", "stream"));`);

    this.addSql(`alter table "background_job" add "checkpoint_at" timestamptz null;`);

    this.addSql(`alter table "job_sighting" add "counted" boolean not null;`);

    this.addSql(`create index "shopify_variant_account_id_inventory_item_id_index" on "shopify_variant" ("account_id", "inventory_item_id");`);

    this.addSql(`alter table "customer_phone" add constraint "customer_phone_field_check" check ("field" in ('OWN', 'ADDRESS', 'NOTE'));`);

    this.addSql(`alter table "nhanh_customer" add constraint "nhanh_customer_type_check" check ("type" in ('RETAIL', 'WHOLESALE', 'AGENT'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "customer_phone" cascade;`);
    this.addSql(`drop table if exists "nhanh_customer" cascade;`);
    this.addSql(`drop table if exists "shopify_customer" cascade;`);
    this.addSql(`drop table if exists "stream_mark" cascade;`);

    this.addSql(`alter table "background_job" drop column "checkpoint_at";`);

    this.addSql(`alter table "job_sighting" drop column "counted";`);

    this.addSql(`drop index "shopify_variant_account_id_inventory_item_id_index";`);
  }

}
