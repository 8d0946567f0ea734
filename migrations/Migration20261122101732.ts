import { Migration } from '@mikro-orm/migrations';

export class Migration20261122101732 extends Migration {

  override name = 'Migration20261122101732';

  override up(): void | Promise<void> {
    this.addSql(`create table "data_request" ("id" serial primary key, "account_id" int not null, "customer_id" text not null, "requested_at" timestamptz not null, "data" jsonb not null);`);
    this.addSql(`create index "data_request_account_id_index" on "data_request" ("account_id");`);

    this.addSql(`create table "record_to_read" ("account_id" int not null, "kind" text not null, "record_id" text not null, "wants_sync" boolean not null, "said_deleted" boolean not null, "asked_at" timestamptz not null, "job_id" int null, primary key ("account_id", "kind", "record_id"));`);
    this.addSql(`create index "record_to_read_job_id_index" on "record_to_read" ("job_id");`);

    this.addSql(`create table "webhook_count" ("account_id" int not null, "day" date not null, "outcome" text not null, "count" int not null, primary key ("account_id", "day", "outcome"));`);

    this.addSql(`create table "webhook_delivery" ("id" serial primary key, "account_id" int not null, "delivery_key" text null, "event_key" text null, "topic" text not null, "body" text null, "received_at" timestamptz not null default now(), "state" text not null default 'WAITING', "note" text null);`);
    this.addSql(`create index "webhook_delivery_received_at_index" on "webhook_delivery" ("received_at");`);
    this.addSql(`create index "webhook_delivery_waiting_index" on "webhook_delivery" ("account_id", "id") where state = 'WAITING';`);
    this.addSql(`create index "webhook_delivery_body_index" on "webhook_delivery" ("received_at") where body is not null;`);
    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_account_id_delivery_key_unique" unique ("account_id", "delivery_key");`);
    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_account_id_event_key_unique" unique ("account_id", "event_key");`);

    this.addSql(`alter table "record_to_read" add constraint "record_to_read_kind_check" check ("kind" in ('NHANH_PRODUCT', 'SHOPIFY_PRODUCT', 'SHOPIFY_CUSTOMER'));`);

    this.addSql(`alter table "webhook_count" add constraint "webhook_count_outcome_check" check ("outcome" in ('ACCEPTED', 'DUPLICATE', 'FORGED', 'UNKNOWN_TOPIC', 'FOREIGN', 'OVERSIZED', 'SLOW', 'MALFORMED', 'REFUSED'));`);

    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_state_check" check ("state" in ('WAITING', 'DONE'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "data_request" cascade;`);
    this.addSql(`drop table if exists "record_to_read" cascade;`);
    this.addSql(`drop table if exists "webhook_count" cascade;`);
    this.addSql(`drop table if exists "webhook_delivery" cascade;`);
  }

}
