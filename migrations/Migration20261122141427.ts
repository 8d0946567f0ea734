import { Migration } from '@mikro-orm/migrations';

export class Migration20261122141427 extends Migration {

  override name = 'Migration20261122141427';

  override up(): void | Promise<void> {
    this.addSql(`alter table "schedule_run" add "ahead_due_at" timestamptz null;`);

    this.addSql(`alter table "webhook_delivery" add "content_key" text null, add "may_repeat" boolean not null default false, add "progress" jsonb null;`);
    this.addSql(`alter table "webhook_delivery" add constraint "webhook_delivery_account_id_content_key_unique" unique ("account_id", "content_key");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "schedule_run" drop column "ahead_due_at";`);

    this.addSql(`alter table "webhook_delivery" drop constraint "webhook_delivery_account_id_content_key_unique";`);
    this.addSql(`alter table "webhook_delivery" drop column "content_key", drop column "may_repeat", drop column "progress";`);
  }

}
