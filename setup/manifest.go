package setup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Kind says what an item of the manifest is.
type Kind string

// The kinds, in the order in which they are removed.
const (
	KindWebhook     Kind = "webhook"
	KindRole        Kind = "role"
	KindScope       Kind = "scope"
	KindResource    Kind = "resource"
	KindApplication Kind = "application"
)

// Item is one thing in the tenant. It is written down before it is made, with no
// id, so that a run that was cut off in between knows its own work again.
type Item struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
	// Parent is the id of the resource that a scope was added to.
	Parent string `json:"parent,omitempty"`
	// Adopted things were there before: they are cared for, and never removed.
	Adopted bool `json:"adopted,omitempty"`
}

// Manifest is what setup made in one tenant. The file holds no secret.
type Manifest struct {
	Endpoint string `json:"endpoint"`
	Items    []Item `json:"items"`
	path     string
}

// ErrOtherTenant: the manifest is about another Logto.
var ErrOtherTenant = errors.New("the manifest is about another Logto")

// OpenManifest reads the manifest at path for the Logto at endpoint; a file that
// does not exist is an empty one. ErrOtherTenant when it is about another one.
func OpenManifest(path, endpoint string) (*Manifest, error) {
	m := &Manifest{Endpoint: endpoint, path: path}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("%s is no manifest of roster setup: %w", path, err)
	}
	if m.Endpoint != endpoint {
		return nil, fmt.Errorf("%w: %s is about %s, not %s. Name another file with --manifest", ErrOtherTenant, path, m.Endpoint, endpoint)
	}
	return m, nil
}

// owns tells whether the thing of this kind, name and id is ours to change.
func (m *Manifest) owns(kind Kind, name, id string) bool {
	return slices.ContainsFunc(m.Items, func(i Item) bool {
		return i.Kind == kind && (i.ID == id || i.ID == "" && i.Name == name)
	})
}

// begin writes down that a thing is about to be made.
func (m *Manifest) begin(item Item) error {
	item.ID = ""
	m.drop(item)
	m.Items = append(m.Items, item)
	return m.save()
}

// keep writes down that a thing is there.
func (m *Manifest) keep(item Item) error {
	begun := Item{Kind: item.Kind, Name: item.Name, Parent: item.Parent}
	m.drop(begun)
	m.drop(item)
	m.Items = append(m.Items, item)
	return m.save()
}

// knows tells whether the item needs no writing down.
func (m *Manifest) knows(kind Kind, id string) bool {
	return slices.ContainsFunc(m.Items, func(i Item) bool { return i.Kind == kind && i.ID == id })
}

func (m *Manifest) drop(item Item) {
	m.Items = slices.DeleteFunc(m.Items, func(i Item) bool {
		same := i.Kind == item.Kind && i.Parent == item.Parent && i.ID == item.ID
		return same && (item.ID != "" || i.Name == item.Name)
	})
}

// save replaces the file at once: a reader finds the old one or the new one.
func (m *Manifest) save() error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(m.path, append(raw, '\n'))
}

// replaceFile writes a file that only its owner can read, as a whole or not at all.
func replaceFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".roster-*") // 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}
