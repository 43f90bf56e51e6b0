// Package i18n owns every sentence the portal shows: two catalogues of flat
// "area.thing.part" keys, and the dates, numbers and spans of time in the
// manner of each language.
//
// It imports nothing of ours. views and handlers call it; apiclient, access,
// audit and store never do, since they speak in machine codes.
package i18n
