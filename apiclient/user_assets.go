package apiclient

import "context"

// UserAssetsService tells whether pictures can be stored (/api/user-assets).
// Uploading is left to people's own tokens: what the Management API stores lies
// under the caller's name.
type UserAssetsService service

// AssetStatus is the state of the tenant's storage.
type AssetStatus struct {
	Status string `json:"status"` // ready or not_configured
	// The following are told of a ready storage only.
	AllowUploadMIMETypes []string `json:"allowUploadMimeTypes,omitempty"`
	MaxUploadFileSize    int64    `json:"maxUploadFileSize,omitempty"` // bytes

	AvatarUploadEnabled bool `json:"isExperienceAvatarUploadEnabled"`
}

// Ready tells whether files can be uploaded.
func (s *AssetStatus) Ready() bool { return s.Status == "ready" }

// Status reads it (GET /user-assets/service-status).
func (s *UserAssetsService) Status(ctx context.Context) (*AssetStatus, error) {
	return get[AssetStatus](ctx, s.client, nil, "user-assets", "service-status")
}
