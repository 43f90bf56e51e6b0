package emulator

func (s *Server) seedPeople(cfg Config) error { return nil }
