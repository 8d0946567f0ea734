import { Migration } from '@mikro-orm/migrations';

export class Migration20261122073622 extends Migration {

  override name = 'Migration20261122073622';

  override up(): void | Promise<void> {
    this.addSql(`create table "depot_assignment" ("nhanh_account_id" int not null, "depot_id" bigint not null, "shopify_account_id" int not null, "location_id" text null, primary key ("nhanh_account_id", "depot_id", "shopify_account_id"));`);

    this.addSql(`create table "job_relation" ("job_id" int not null, "relation" text not null, "related_job_id" int not null, primary key ("job_id", "relation", "related_job_id"));`);
    this.addSql(`create index "job_relation_related_job_id_relation_index" on "job_relation" ("related_job_id", "relation");`);

    this.addSql(`create table "nhanh_depot" ("account_id" int not null, "id" bigint not null, "code" text null, "name" text not null, "is_granted" boolean not null, primary key ("account_id", "id"));`);

    this.addSql(`create table "published_customer" ("shopify_account_id" int not null, "customer_id" text not null, "namespace" text not null, "nhanh_customer_id" bigint not null, "job_id" int not null, "at" timestamptz not null default now(), primary key ("shopify_account_id", "customer_id", "namespace"));`);

    this.addSql(`create table "published_level" ("shopify_account_id" int not null, "variant_id" text not null, "location_id" text not null, "quantity" int not null, "nhanh_available" numeric(19,4) not null, "in_step_at" timestamptz not null, "written_quantity" int null, "written_at" timestamptz null, "job_id" int null, "pending_since" timestamptz null, "pending_quantity" int null, primary key ("shopify_account_id", "variant_id", "location_id"));`);

    this.addSql(`create table "shopify_location" ("account_id" int not null, "id" text not null, "name" text not null, "is_active" boolean not null, "is_fulfillment_service" boolean not null, "reserve" int not null default 0, primary key ("account_id", "id"));`);

    this.addSql(`create table "sync_failure" ("kind" text not null, "mapping_id" int not null, "job_id" int not null, "code" text not null, "attempts" int not null, "failed_at" timestamptz not null, "retry_at" timestamptz null, primary key ("kind", "mapping_id"));`);
    this.addSql(`create index "sync_failure_retry_at_index" on "sync_failure" ("retry_at");`);
    this.addSql(`create index "sync_failure_job_id_index" on "sync_failure" ("job_id");`);

    this.addSql(`create table "write_intent" ("id" serial primary key, "job_id" int not null, "kind" text not null, "idempotency_key" uuid not null, "payload" jsonb not null, "created_at" timestamptz not null default now());`);
    this.addSql(`create index "write_intent_job_id_index" on "write_intent" ("job_id");`);

    this.addSql(`create table "write_switch" ("account_id" int not null, "enabled" boolean not null, "until" timestamptz null, "reason" text null, "changed_by" text null, "changed_at" timestamptz not null default now(), primary key ("account_id"));`);

    this.addSql(`create index "job_item_key_job_id_index" on "job_item" ("key", "job_id");`);

    this.addSql(`alter table "job_relation" add constraint "job_relation_relation_check" check ("relation" in ('RETRY_OF'));`);

    this.addSql(`alter table "sync_failure" add constraint "sync_failure_kind_check" check ("kind" in ('PRODUCT', 'CUSTOMER'));`);

    this.addSql(`alter table "write_intent" add constraint "write_intent_kind_check" check ("kind" in ('LEVELS', 'METAFIELDS', 'BULK_METAFIELDS'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "depot_assignment" cascade;`);
    this.addSql(`drop table if exists "job_relation" cascade;`);
    this.addSql(`drop table if exists "nhanh_depot" cascade;`);
    this.addSql(`drop table if exists "published_customer" cascade;`);
    this.addSql(`drop table if exists "published_level" cascade;`);
    this.addSql(`drop table if exists "shopify_location" cascade;`);
    this.addSql(`drop table if exists "sync_failure" cascade;`);
    this.addSql(`drop table if exists "write_intent" cascade;`);
    this.addSql(`drop table if exists "write_switch" cascade;`);

    this.addSql(`drop index "job_item_key_job_id_index";`);
  }

}
