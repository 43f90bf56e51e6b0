package emulator

import (
	"net/http"
	"strings"
)

// apiPrefix is where the API is mounted.
const apiPrefix = "/api"

// serveAPI answers one request below /api: route, token, body, handler under the lock, answer. Requests for a route
// that does not exist are told so before any token is looked at, as Logto does.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.EscapedPath(), apiPrefix)
	if accountAPI(path) && s.accountCORS(w, r) {
		return
	}
	line, params, allow := s.api.match(r.Method, path)
	if line == nil {
		s.writeUnrouted(w, r, allow)
		return
	}
	req := &request{http: r, server: s, tenant: s.tenant, route: line.path, params: params, query: parseQuery(r.URL.RawQuery)}
	res, payload := s.run(req, line)
	s.write(w, req, res, payload)
}

// run returns the answer and its marshalled body.
func (s *Server) run(req *request, line *compiledRoute) (response, []byte) {
	res, payload, err := s.attempt(req, line)
	if err != nil {
		res = errorResponse(err, req.language())
		payload = marshal(res.body)
	}
	return res, payload
}

func (s *Server) attempt(req *request, line *compiledRoute) (response, []byte, error) {
	if !line.public {
		who, err := s.managementCaller(req.http)
		if err != nil {
			return response{}, nil, err
		}
		req.caller = who
	}
	for _, value := range req.params {
		if strings.ContainsRune(value, 0) {
			return response{}, nil, errInternal
		}
	}
	body, err := readBody(req.http)
	if err != nil {
		return response{}, nil, err
	}
	req.body = body
	res, payload, err := s.underLock(req, line)
	if err != nil || res.later == nil {
		return res, payload, err
	}
	if res, err = res.later(req.http.Context()); err != nil {
		return response{}, nil, err
	}
	return res, marshal(res.body), nil
}

// underLock runs the handler and marshals its answer before anybody else may change what is in it.
func (s *Server) underLock(req *request, line *compiledRoute) (response, []byte, error) {
	if line.method == http.MethodGet {
		s.tenant.mu.RLock()
		defer s.tenant.mu.RUnlock()
	} else {
		s.tenant.mu.Lock()
		defer s.tenant.mu.Unlock()
	}
	res, err := line.handler(req)
	if err != nil {
		return response{}, nil, err
	}
	req.tellRoute(line, res)
	return res, marshal(res.body), nil
}

// writeUnrouted is Koa's 404, 405, 501 or the answer to OPTIONS.
func (s *Server) writeUnrouted(w http.ResponseWriter, r *http.Request, allow []string) {
	status := http.StatusNotFound
	switch {
	case len(allow) == 0:
	case r.Method == http.MethodOptions:
		status = http.StatusOK
	case knownMethod(r.Method):
		status = http.StatusMethodNotAllowed
	default:
		status = http.StatusNotImplemented
	}
	if len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	if status != http.StatusOK {
		_, _ = w.Write([]byte(http.StatusText(status)))
	}
}

func knownMethod(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return true
	}
	return false
}
