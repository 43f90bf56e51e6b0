// Package views owns what people see: one component per page, drawn from props
// that hold only what is shown, already decided.
//
// Every page component takes the Shell first. Regions that htmx swaps are
// templ.Fragments under the Fragment constants, which are also their element
// ids, so that a full page and a fragment come from one template.
//
// views imports i18n and static. It knows no HTTP client and no database:
// handlers map the domain to props and call it. CSS classes and hx-attributes
// are in views/ui only; a test holds that.
package views
