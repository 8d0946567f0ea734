import { Migration } from '@mikro-orm/migrations';

export class Migration20261122101713 extends Migration {

  override name = 'Migration20261122101713';

  override up(): void | Promise<void> {
    this.addSql(`create table "alert" ("id" serial primary key, "account_ids" int[] not null, "cause" text not null, "key" text not null, "detail" jsonb not null, "opened_at" timestamptz not null, "absent_since" timestamptz null, "closed_at" timestamptz null);`);
    this.addSql(`create unique index "alert_open_unique" on "alert" ("account_ids", "cause", "key") where closed_at is null;`);

    this.addSql(`create table "alert_delivery" ("id" serial primary key, "message_id" uuid not null default gen_random_uuid(), "alert_id" int not null, "event" text not null, "channel" text not null, "attempts" int not null default 0, "created_at" timestamptz not null, "next_at" timestamptz null, "delivered_at" timestamptz null, "last_error" text null);`);
    this.addSql(`create index "alert_delivery_waiting_index" on "alert_delivery" ("channel", "id") where next_at is not null;`);
    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_alert_id_event_channel_unique" unique ("alert_id", "event", "channel");`);

    this.addSql(`alter table "alert" add constraint "alert_cause_check" check ("cause" in ('JOB_FAILED', 'IMPLAUSIBLE_CHANGE', 'SCHEDULE_OVERDUE', 'DEPOT_LOST', 'SCOPE_LOST', 'TOKEN_EXPIRES'));`);

    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_event_check" check ("event" in ('OPENED', 'CLOSED'));`);
    this.addSql(`alter table "alert_delivery" add constraint "alert_delivery_channel_check" check ("channel" in ('WEBHOOK', 'MAIL'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "alert" cascade;`);
    this.addSql(`drop table if exists "alert_delivery" cascade;`);
  }

}
