// Package static owns the files the browser loads: one stylesheet, htmx, the
// portal's own small script, the icon sprite, the favicon and the lists that
// fields offer, embedded, each under an address that carries a hash of its content.
//
// It imports nothing of ours. Sources are in static/src and static/package.json;
// static/gen builds what is committed.
package static
