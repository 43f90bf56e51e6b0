package emulator

import "net/http"

// unsupportedRoutes are routes of Logto that this server knows and does not have. They answer 501 with the route's
// name, so that a client that needs one is told what is missing instead of meeting a 404 that looks like an answer.
// A line here is dead once a route table names the same route, because tables are matched in order.
func unsupportedRoutes() []route {
	var table []route
	for _, r := range [][2]string{
		{http.MethodGet, "/connectors"},
		{http.MethodPost, "/connectors"},
		{http.MethodGet, "/sso-connectors"},
		{http.MethodGet, "/custom-profile-fields"},
		{http.MethodGet, "/logs"},
		{http.MethodGet, "/logs/:id"},
		{http.MethodGet, "/hooks"},
		{http.MethodPost, "/hooks"},
		{http.MethodGet, "/one-time-tokens"},
		{http.MethodPost, "/one-time-tokens"},
		{http.MethodPost, "/one-time-tokens/verify"},
		{http.MethodPost, "/subject-tokens"},
		{http.MethodPost, "/verification-codes"},
		{http.MethodPost, "/sentinel-activities/delete"},
		{http.MethodPost, "/user-assets"},
		{http.MethodPost, "/organization-invitations"},
		{http.MethodGet, "/organization-invitations"},
	} {
		table = append(table, route{method: r[0], path: r[1], handler: notSupported(r[0] + " /api" + r[1])})
	}
	return table
}

func notSupported(name string) handler {
	return func(*request) (response, error) {
		return response{}, fail(http.StatusNotImplemented, "emulator.not_supported").
			withMessage("This emulator does not have " + name + ".")
	}
}
