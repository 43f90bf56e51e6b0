// Package attribute is what can be edited about a person: which fields there are,
// what their values must look like before anything is sent to Logto, and how what
// Logto says about them is put under the field it is about.
//
// It is shared by package directory, where somebody edits others, and package
// account, where people edit themselves. It calls nobody.
package attribute
