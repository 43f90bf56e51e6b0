// Package ui owns the look: the components every page is made of, and the only
// files with CSS classes and hx-attributes.
//
// Components take sentences already translated, except for the few words that
// are theirs on every page (copy, close, next page). They know no page and no
// address. Everything works without script; htmx and static/app.js smooth it.
package ui
