import { useCallback, useMemo } from 'react'
import { useSearch, useLocation } from 'wouter'

/**
 * What a page keeps in its address, so that it can be linked, reloaded and gone back to. Several values of one name
 * stand there several times; a value that is empty stands not at all.
 */
export interface AddressState {
  get: (name: string) => string | undefined
  all: (name: string) => string[]
  /** Puts these in place of what was there. A search that is being typed replaces the entry of the history. */
  set: (
    changes: Record<string, string | readonly string[] | undefined>,
    options?: { replace?: boolean },
  ) => void
}

export function useAddress(): AddressState {
  const search = useSearch()
  const [path, navigate] = useLocation()
  const parameters = useMemo(() => new URLSearchParams(search), [search])
  const set = useCallback<AddressState['set']>(
    (changes, options) => {
      const next = new URLSearchParams(location.search)
      for (const [name, value] of Object.entries(changes)) {
        next.delete(name)
        for (const one of value === undefined ? [] : [value].flat()) if (one !== '') next.append(name, one)
      }
      const text = next.toString()
      navigate(text === '' ? path : `${path}?${text}`, options)
    },
    [navigate, path],
  )
  return useMemo(
    () => ({
      get: (name) => parameters.get(name) ?? undefined,
      all: (name) => parameters.getAll(name),
      set,
    }),
    [parameters, set],
  )
}
