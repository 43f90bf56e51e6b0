package emulator

// mgmtRoutes are the tables of the Management API, in Logto's own registration order.
func (s *Server) mgmtRoutes() [][]route {
	return [][]route{}
}
