// SPDX-License-Identifier: Apache-2.0
// The anchor of a heading, by GitHub's rule, so that a link works in the repository and on the site.
export function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')
}
