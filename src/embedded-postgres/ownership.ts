import { fchownSync, fstatSync, statSync } from 'node:fs'

/**
 * Gives a file that root has just made in somebody's folder to that somebody, who could not start synctrack
 * without root afterwards. By descriptor and only a file with one name, because a path in a folder of
 * another user may lead anywhere.
 */
export function giveToOwnerOf(folder: string, fd: number): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  const file = fstatSync(fd)
  if (uid !== 0 && file.uid === 0 && file.nlink === 1) fchownSync(fd, uid, gid)
}
