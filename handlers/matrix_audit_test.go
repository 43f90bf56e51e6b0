package handlers

import "net/url"

const erasePath = "/audit/people/gone00000001/erase"

// auditMatrix is the part of the matrix about the audit trail. An export needs audit:read as
// well, which package directory asks for; it permits everything here.
var auditMatrix = []expectation{
	{"GET /audit", ask{path: "/audit?outcome=denied"}, ok, no, ok, no, toSignIn + "%2Faudit%3Foutcome%3Ddenied"},
	{"GET /audit/{seq}", ask{path: "/audit/7"}, ok, no, ok, no, toSignIn + "%2Faudit%2F7"},
	{"POST /audit/export", post("/audit/export", url.Values{"format": {"csv"}}), ok, no, ok, no, toSignIn + "%2Faudit"},
	{"GET /audit/people/{id}/erase", ask{path: erasePath}, ok, no, no, no, toSignIn + "%2Faudit%2Fpeople%2Fgone00000001%2Ferase"},
	{
		"POST /audit/people/{id}/erase", post(erasePath, url.Values{"reason": {"asked"}, "confirm": {"gone00000001"}}),
		"303 /audit?person=gone00000001", no, no, no, toSignIn + "%2Faudit%2Fpeople%2Fgone00000001%2Ferase",
	},
}
