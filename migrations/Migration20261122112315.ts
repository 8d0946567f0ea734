import { Migration } from '@mikro-orm/migrations';

export class Migration20261122112315 extends Migration {

  override name = 'Migration20261122112315';

  override up(): void | Promise<void> {
    this.addSql(`create table "alert" ("id" serial primary key, "account_ids" int[] not null, "cause" text not null, "key" text not null, "detail" jsonb not null, "opened_at" timestamptz not null, "absent_since" timestamptz null, "closed_at" timestamptz null);`);
    this.addSql(`create unique index "alert_open_unique" on "alert" ("account_ids", "cause", "key") where closed_at is null;`);

    this.addSql(`create table "alert_delivery" ("id" serial primary key, "message_id" uuid not null default gen_random_uuid(), "alert_id" int not null, "event" text not null, "channel" text not null, "attempts" int not null default 0, "created_at" timestamptz not null, "next_at" timestamptz null, "delivered_at" timestamptz null, "last_error" text null);`);
    this.addSql(`create index "alert_delivery_waiting_index" on "alert_delivery" ("channel", "id") where next_at is not null;`);
    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_alert_id_event_channel_unique" unique ("alert_id", "event", "channel");`);

    this.addSql(`create table "data_request" ("id" serial primary key, "account_id" int not null, "customer_id" text not null, "requested_at" timestamptz not null, "data" jsonb not null);`);
    this.addSql(`create index "data_request_account_id_index" on "data_request" ("account_id");`);

    this.addSql(`create table "dropped_job" ("job_id" int not null, primary key ("job_id"));`);

    this.addSql(`create table "record_to_read" ("account_id" int not null, "kind" text not null, "record_id" text not null, "wants_sync" boolean not null, "said_deleted" boolean not null, "asked_at" timestamptz not null, "job_id" int null, primary key ("account_id", "kind", "record_id"));`);
    this.addSql(`create index "record_to_read_job_id_index" on "record_to_read" ("job_id");`);

    this.addSql(`create table "schedule" ("id" serial primary key, "account_ids" int[] not null, "name" text not null, "cron" text not null, "time_zone" text not null, "enabled" boolean not null, "steps" jsonb not null, "continues_after_errors" boolean not null, "active_since" timestamptz not null, "handled_until" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now());`);

    this.addSql(`create table "schedule_run" ("id" serial primary key, "schedule_id" int not null, "due_at" timestamptz not null, "started_at" timestamptz null, "completed_at" timestamptz null, "outcome" text not null, "note" text null, "steps" jsonb not null, "step" int not null default 0, "waits_until" timestamptz null);`);
    this.addSql(`create index "schedule_run_schedule_id_id_index" on "schedule_run" ("schedule_id", "id");`);
    this.addSql(`create index "schedule_run_outcome_schedule_id_index" on "schedule_run" ("outcome", "schedule_id");`);
    this.addSql(`alter table "schedule_run" add constraint "schedule_run_schedule_id_due_at_unique" unique ("schedule_id", "due_at");`);

    this.addSql(`create table "schedule_run_job" ("run_id" int not null, "step" int not null, "job_id" int not null, primary key ("run_id", "step"));`);
    this.addSql(`alter table "schedule_run_job" add constraint "schedule_run_job_job_id_unique" unique ("job_id");`);

    this.addSql(`create table "webhook_count" ("account_id" int not null, "day" date not null, "outcome" text not null, "count" int not null, primary key ("account_id", "day", "outcome"));`);

    this.addSql(`create table "webhook_delivery" ("id" serial primary key, "account_id" int not null, "delivery_key" text null, "event_key" text null, "topic" text not null, "body" text null, "received_at" timestamptz not null default now(), "state" text not null default 'WAITING', "note" text null);`);
    this.addSql(`create index "webhook_delivery_received_at_index" on "webhook_delivery" ("received_at");`);
    this.addSql(`create index "webhook_delivery_waiting_index" on "webhook_delivery" ("account_id", "id") where state = 'WAITING';`);
    this.addSql(`create index "webhook_delivery_body_index" on "webhook_delivery" ("received_at") where body is not null;`);
    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_account_id_delivery_key_unique" unique ("account_id", "delivery_key");`);
    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_account_id_event_key_unique" unique ("account_id", "event_key");`);

    this.addSql(`alter table "background_job" add "anonymized_at" timestamptz null;`);
    this.addSql(`create index "background_job_completed_at_index" on "background_job" ("completed_at");`);

    this.addSql(`alter table "alert" add constraint "alert_cause_check" check ("cause" in ('JOB_FAILED', 'IMPLAUSIBLE_CHANGE', 'SCHEDULE_OVERDUE', 'DEPOT_LOST', 'SCOPE_LOST', 'TOKEN_EXPIRES'));`);

    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_event_check" check ("event" in ('OPENED', 'CLOSED'));`);
    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_channel_check" check ("channel" in ('WEBHOOK', 'MAIL'));`);

    this.addSql(`alter table "record_to_read" add constraint "record_to_read_kind_check" check ("kind" in ('NHANH_PRODUCT', 'SHOPIFY_PRODUCT', 'SHOPIFY_CUSTOMER'));`);

    this.addSql(`alter table "schedule_run" add constraint "schedule_run_outcome_check" check ("outcome" in ('RUNNING', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED', 'SKIPPED', 'MISSED'));`);

    this.addSql(`alter table "webhook_count" add constraint "webhook_count_outcome_check" check ("outcome" in ('ACCEPTED', 'DUPLICATE', 'FORGED', 'UNKNOWN_TOPIC', 'FOREIGN', 'OVERSIZED', 'SLOW', 'MALFORMED', 'REFUSED'));`);

    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_state_check" check ("state" in ('WAITING', 'DONE'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "alert" cascade;`);
    this.addSql(`drop table if exists "alert_delivery" cascade;`);
    this.addSql(`drop table if exists "data_request" cascade;`);
    this.addSql(`drop table if exists "dropped_job" cascade;`);
    this.addSql(`drop table if exists "record_to_read" cascade;`);
    this.addSql(`drop table if exists "schedule" cascade;`);
    this.addSql(`drop table if exists "schedule_run" cascade;`);
    this.addSql(`drop table if exists "schedule_run_job" cascade;`);
    this.addSql(`drop table if exists "webhook_count" cascade;`);
    this.addSql(`drop table if exists "webhook_delivery" cascade;`);

    this.addSql(`drop index "background_job_completed_at_index";`);
    this.addSql(`alter table "background_job" drop column "anonymized_at";`);
  }

}
