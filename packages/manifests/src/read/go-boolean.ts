/** Whether a text is true to controllers that read booleans as Go does (strconv.ParseBool). */
export function isGoTrue(text: string | undefined): boolean {
  return text !== undefined && ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text);
}
