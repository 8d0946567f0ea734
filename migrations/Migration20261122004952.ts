import { Migration } from '@mikro-orm/migrations';

export class Migration20261122004952 extends Migration {

  override name = 'Migration20261122004952';

  override up(): void | Promise<void> {
    this.addSql(`create table "account" ("id" serial primary key, "platform" text not null, "external_id" text not null, "sandbox" boolean not null, "created_at" timestamptz not null default now());`);
    this.addSql(`alter table "account" add constraint "account_platform_external_id_sandbox_unique" unique ("platform", "external_id", "sandbox");`);

    this.addSql(`create table "background_job" ("id" serial primary key, "type" text not null, "status" text not null, "seq" int not null default 1, "input" jsonb not null, "input_key" text not null, "dry_run" boolean not null default false, "account_ids" int[] not null, "total" int null, "created" int not null default 0, "updated" int not null default 0, "unchanged" int not null default 0, "skipped" int not null default 0, "failed" int not null default 0, "phase" text null, "speed" real null, "eta_low" int null, "eta_high" int null, "waiting_on" jsonb null, "attempt" int not null default 1, "error" jsonb null, "warnings" jsonb not null default '[]', "metadata" jsonb not null default '{}', "requested_by" text null, "checkpoint" jsonb null, "epoch" int not null default 0, "runner_id" int null, "crashes" int not null default 0, "created_at" timestamptz not null default now(), "started_at" timestamptz null, "completed_at" timestamptz null);`);
    this.addSql(`create index "background_job_type_id_index" on "background_job" ("type", "id");`);
    this.addSql(`create index "background_job_status_id_index" on "background_job" ("status", "id");`);

    this.addSql(`create table "job_item" ("job_id" int not null, "number" int not null, "key" text not null, "title" text null, "outcome" text not null, "code" text null, "message" text null, "attempts" int not null default 1, "before" jsonb null, "after" jsonb null, "search_text" text not null, "at" timestamptz not null default now(), primary key ("job_id", "number"));`);
    this.addSql(`create index "job_item_job_id_code_number_index" on "job_item" ("job_id", "code", "number");`);

    this.addSql(`create table "job_item_count" ("job_id" int not null, "outcome" text not null, "code" text not null, "count" int not null, primary key ("job_id", "outcome", "code"));`);

    this.addSql(`create table "job_log_entry" ("job_id" int not null, "number" int not null, "at" timestamptz not null default now(), "level" text not null, "message" text not null, primary key ("job_id", "number"));`);

    this.addSql(`create table "job_resource" ("resource" text not null, "job_id" int not null, primary key ("resource"));`);
    this.addSql(`create index "job_resource_job_id_index" on "job_resource" ("job_id");`);

    this.addSql(`create table "job_sighting" ("job_id" int not null, "highest" text not null, "lowest" text not null, "record_ids" text[] not null, primary key ("job_id", "highest"));`);

    this.addSql(`create table "nhanh_product" ("account_id" int not null, "id" bigint not null, "source_created_at" timestamptz null, "source_updated_at" timestamptz null, "search_text" text not null, "content_hash" uuid not null, "pulled_at" timestamptz not null, "deleted_at" timestamptz null, "parent_id" bigint null, "sku" text null, "sku_key" text null, "barcode" text null, "name" text not null, "kind" text not null, "status" text not null, "price" numeric(19,4) null, "old_price" numeric(19,4) null, "wholesale_price" numeric(19,4) null, "import_price" numeric(19,4) null, "average_cost" numeric(19,4) null, "available" numeric(19,4) null, "remain" numeric(19,4) null, "holding" numeric(19,4) null, "shipping" numeric(19,4) null, "damaged" numeric(19,4) null, "stock" jsonb not null, "options" jsonb not null, primary key ("account_id", "id"));`);
    this.addSql(`create index "nhanh_product_account_id_sku_key_index" on "nhanh_product" ("account_id", "sku_key");`);

    this.addSql(`create table "rate_limit" ("account_id" int not null, "bucket" text not null, "locked_until" timestamptz null, "calls" jsonb not null, primary key ("account_id", "bucket"));`);

    this.addSql(`create table "shopify_product" ("account_id" int not null, "id" text not null, "source_created_at" timestamptz null, "source_updated_at" timestamptz null, "search_text" text not null, "content_hash" uuid not null, "pulled_at" timestamptz not null, "deleted_at" timestamptz null, "title" text not null, "handle" text not null, "status" text not null, "vendor" text null, "product_type" text null, "tags" jsonb not null, primary key ("account_id", "id"));`);

    this.addSql(`create table "shopify_variant" ("account_id" int not null, "id" text not null, "source_created_at" timestamptz null, "source_updated_at" timestamptz null, "search_text" text not null, "content_hash" uuid not null, "pulled_at" timestamptz not null, "deleted_at" timestamptz null, "product_id" text not null, "product_title" text not null, "product_status" text not null, "title" text not null, "sku" text null, "sku_key" text null, "barcode" text null, "price" numeric(19,4) null, "compare_at_price" numeric(19,4) null, "position" int null, "inventory_item_id" text not null, "tracked" boolean not null, "inventory_policy" text not null, "inventory_quantity" int null, "is_bundle" boolean not null, "stock" jsonb not null, "options" jsonb not null, primary key ("account_id", "id"));`);
    this.addSql(`create index "shopify_variant_account_id_sku_key_index" on "shopify_variant" ("account_id", "sku_key");`);
    this.addSql(`create index "shopify_variant_account_id_product_id_index" on "shopify_variant" ("account_id", "product_id");`);

    this.addSql(`alter table "account" add constraint "account_platform_check" check ("platform" in ('NHANH', 'SHOPIFY'));`);

    this.addSql(`alter table "background_job" add constraint "background_job_status_check" check ("status" in ('QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'CANCELLING', 'CANCELLED', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED'));`);

    this.addSql(`alter table "job_item" add constraint "job_item_outcome_check" check ("outcome" in ('CREATED', 'UPDATED', 'SKIPPED', 'FAILED'));`);

    this.addSql(`alter table "job_item_count" add constraint "job_item_count_outcome_check" check ("outcome" in ('CREATED', 'UPDATED', 'SKIPPED', 'FAILED'));`);

    this.addSql(`alter table "job_log_entry" add constraint "job_log_entry_level_check" check ("level" in ('DEBUG', 'INFO', 'WARN', 'ERROR'));`);

    this.addSql(`alter table "shopify_product" add constraint "shopify_product_status_check" check ("status" in ('ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'));`);

    this.addSql(`alter table "shopify_variant" add constraint "shopify_variant_product_status_check" check ("product_status" in ('ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "account" cascade;`);
    this.addSql(`drop table if exists "background_job" cascade;`);
    this.addSql(`drop table if exists "job_item" cascade;`);
    this.addSql(`drop table if exists "job_item_count" cascade;`);
    this.addSql(`drop table if exists "job_log_entry" cascade;`);
    this.addSql(`drop table if exists "job_resource" cascade;`);
    this.addSql(`drop table if exists "job_sighting" cascade;`);
    this.addSql(`drop table if exists "nhanh_product" cascade;`);
    this.addSql(`drop table if exists "rate_limit" cascade;`);
    this.addSql(`drop table if exists "shopify_product" cascade;`);
    this.addSql(`drop table if exists "shopify_variant" cascade;`);
  }

}
