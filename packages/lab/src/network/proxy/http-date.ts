/** `Sun, 06 Nov 1994 08:49:37 GMT` of now, made anew once a second. */
export const httpDate = dateOfTheSecond();

function dateOfTheSecond(): () => string {
  let second = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (Math.trunc(now / 1000) !== second) {
      second = Math.trunc(now / 1000);
      text = new Date(now).toUTCString();
    }
    return text;
  };
}
