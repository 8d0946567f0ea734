import { Migration } from '@mikro-orm/migrations';

export class Migration20261122133445 extends Migration {

  override name = 'Migration20261122133445';

  override up(): void | Promise<void> {
    this.addSql(`alter table "schedule_run" add "ahead_due_at" timestamptz null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "schedule_run" drop column "ahead_due_at";`);
  }

}
