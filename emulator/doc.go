// Package emulator is a Logto server in one process and in memory: an OIDC provider, the Management API and the pages
// people sign in on. It serves `roster demo`, `roster emulator`, the tests and the browser tests.
//
// It answers the way Logto 1.42 answers, down to status codes, error codes and the odd parts (Link headers without
// /api, errors in the URL fragment, an unknown client that is 400 and not 401). What "the way Logto answers" means is
// held in testdata/contract: recordings of a real server, replayed by replay_test.go against a fresh emulator. The
// emulator itself contains no recorded text and looks nothing up: every answer is computed from its state. What Logto
// says of its SMTP connector (read-me, logo, form) is Logto's own package, kept in assets/connectors with its licence.
//
// Who may call whom: the package imports nothing of this module, in particular not apiclient. It has to stay an
// independent witness of what the client believes about Logto. Only cmd/roster (demo, emulator) and tests import it.
//
// # The parts
//
//	server.go     Config, New, ServeHTTP: which part answers which path
//	router.go     route tables, case-insensitive matching, 404/405/501
//	dispatch.go   one /api request: token, body, lock, handler, answer
//	request.go    what a handler is given; response.go what it gives back; errors.go Logto's error envelope
//	page.go       page, page_size, Total-Number, Link
//	tenant.go     the state, guarded by one lock; entities.go what it holds
//	people.go     the list of users with its indexes, fast at 100,000
//	oidc*.go      discovery, errors and state of the provider; keys.go, client.go, claims.go
//	authorize*.go session.go   authorization requests, sessions, codes
//	token*.go userinfo.go logout.go   everything that follows
//	interaction.go experience*.go   a person's steps towards a sign-in: the operations of the Experience API
//	hosted*.go pages.go assets/     the hosted pages, which take those steps without a script
//	sentinel.go sweep.go            locks after too many attempts; forgetting what has expired
//	audit_*.go user_agent.go        the audit log, written by sign-ins and token requests
//	public.go settings.go           what needs no token, the tenant's singletons
//	account*.go verification_record.go   the Account API: one's own account, and the proofs of who one is that it asks for
//	pictures.go portrait.go         pictures that people uploaded, and those of made-up people
//	social.go social_page.go        social connectors, and the pages that stand in for their providers
//	connector*.go mail*.go passcode.go   the SMTP connector, what it sends and the codes in it
//	mailbox*.go                     a mail server that keeps what it is given, and the page that shows it
//	sign_in_exp_rules.go profile_field_rules.go   what settings may say together
//	webhook_tell.go   what happens is told: collected per request, under the lock, if anybody listens
//	webhook_events.go webhook_people.go   which events there are, and what they say
//	webhook_courier.go webhook_send.go webhook_log.go webhook_try.go   deliveries after the answer, and their log
//	json_order.go     JSON whose members come in Logto's order, for what is signed
//	faults*.go    going wrong on purpose
//	seed*.go      the tenant's first contents and generated people
//	mgmt_*.go, user*.go, search*.go, guard*.go  the Management API's resources
//
// # Adding a Management API route
//
// Append to a table of routes ([route]: method, path with :params, handler) that mgmtRoutes in mgmt_routes.go collects.
// The order of the table is the order of the Allow header's methods (Logto's own registration order). A handler gets a
// [request], runs under the tenant's lock (exclusive unless the method is GET or HEAD, so GET handlers must not write),
// and returns a [response] (ok, created, noContent, textStatus, listPage …) or an error made by fail. Bodies that may
// hold entities are marshalled before the lock is released. Whoever waits for somebody else, such as a mail server,
// does so in response.later, without the lock.
//
// # Events
//
// A route of the Management API that tells of an event stands in hookRoutes; whoever else changes something that Logto
// tells of calls tell with the request, while the tenant is locked. Deliveries begin when the request was answered. A
// test waits for them with DeliveriesDone, and Close ends them.
//
// # What it does not have
//
// Routes that it knows of and does not have answer 501 emulator.not_supported and name themselves: those of
// unsupported.go and, of the Account API, passkeys. Social connectors are seeded and not made, and their providers are
// pages of this server, where every account exists. Nothing carries text messages, so that a code to a phone number is
// 501 connector.not_found. Trusted devices are 404, as on a Logto without its development features.
//
// # Time
//
// Nothing reads the wall clock except through Config.Now. Times of entities are int64 milliseconds since the epoch,
// those of tokens are seconds, as on the wire.
package emulator
