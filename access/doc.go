// Package access owns who may do what to whom in Roster: the capabilities, the
// roles that collect them, and the rule table with its one question, Check.
//
// It is a leaf: it imports nothing of ours, does no I/O and keeps no state.
// Package directory asks Check before every call to Logto, handlers ask it only
// to decide what to show. Nobody else decides on permissions, and nobody
// compares capability strings by hand.
package access
