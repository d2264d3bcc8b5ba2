import type { HeaderList } from './headers.ts'
import { members } from './headers.ts'

/** `coding;q=0` is not taken; `*` is what no browser sends (RFC 9110 section 12.5.3). `coding` in lower case. */
export function takesCoding(headers: HeaderList, coding: string): boolean {
  return members(headers, 'accept-encoding').some((one) => {
    const [name = '', weight = ''] = one.toLowerCase().split(/\s*;\s*q=/)
    return name === coding && !/^0(?:\.0*)?$/.test(weight)
  })
}
