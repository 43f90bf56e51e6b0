package emulator

// mgmtRoutes are the tables of the Management API, in Logto's own registration order.
func (s *Server) mgmtRoutes() [][]route {
	return [][]route{
		applicationRoutes(),
		settingsRoutes(),
		userRoutes(),
		userRoleRoutes(),
		userIdentityRoutes(),
		userMFARoutes(),
		userTokenRoutes(),
		userSessionRoutes(),
		roleRoutes(),
		resourceRoutes(),
		dashboardRoutes(),
		hookRoutes(),
		organizationRoutes(),
		memberRoutes(),
		jitRoutes(),
		organizationRoleRoutes(),
		invitationRoutes(),
		oneTimeTokenRoutes(),
	}
}
