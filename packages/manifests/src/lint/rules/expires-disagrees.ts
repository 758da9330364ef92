import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

export const expiresDisagrees: LintRule = {
  id: 'expires-disagrees',
  severity: 'warning',
  title: 'Expires and Max-Age disagree',
  why: 'Browsers go by Max-Age where a cookie has both: whoever reads Expires expects another end of the session than there is.',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.2',
  *check(scene) {
    for (const { document, annotations, settings } of nginxCookieIngresses(scene)) {
      const { maxAge, expires } = settings.cookie;
      const written = annotations[ANNOTATION.cookieMaxAge];
      if (maxAge === undefined || expires === undefined || maxAge === expires || written === undefined) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.cookieExpires),
        message: `Browsers go by the ${maxAge} s of Max-Age, not by these ${expires} s: say the same in both.`,
        fix: {
          title: 'Let Expires say what Max-Age says',
          edits: [setAnnotation(document, ANNOTATION.cookieExpires, written)],
        },
      };
    }
  },
};
