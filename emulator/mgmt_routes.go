package emulator

// mgmtRoutes are the tables of the Management API, in Logto's own registration order.
func (s *Server) mgmtRoutes() [][]route {
	return [][]route{
		applicationRoutes(),
		settingsRoutes(),
		connectorRoutes(),
		verificationCodeRoutes(),
		profileFieldRoutes(),
		s.configRoutes(),
		ssoRoutes(),
		userAssetRoutes(),
		userRoutes(),
		userRoleRoutes(),
		userIdentityRoutes(),
		userMFARoutes(),
		userTokenRoutes(),
		userSessionRoutes(),
		roleRoutes(),
		resourceRoutes(),
		dashboardRoutes(),
		webhookRoutes(),
		logRoutes(),
		organizationRoutes(),
		memberRoutes(),
		jitRoutes(),
		organizationRoleRoutes(),
		invitationRoutes(),
		oneTimeTokenRoutes(),
	}
}
