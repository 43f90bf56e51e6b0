package apiclient

import "context"

// SubjectToken lets an application that may exchange tokens act as a person
// (RFC 8693): it is given to the token endpoint as subject_token.
type SubjectToken struct {
	Token     Secret `json:"subjectToken"`
	ExpiresIn int    `json:"expiresIn"` // seconds
}

// CreateSubjectToken makes a token to act as a person (POST /subject-tokens,
// 201). details, which may be nil, is handed to the tenant's token customizer.
// 404 entity.relation_foreign_key_not_found for an unknown person. Logto writes
// no log of it: keep an own record of who acts as whom.
func (s *UsersService) CreateSubjectToken(ctx context.Context, id string, details map[string]any) (*SubjectToken, error) {
	body := map[string]any{"userId": id}
	if details != nil {
		body["context"] = details
	}
	return post[SubjectToken](ctx, s.client, body, "subject-tokens")
}
