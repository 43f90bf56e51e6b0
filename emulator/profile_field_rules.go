package emulator

import (
	"net/http"
	"regexp"
	"slices"
)

// fieldTypes are the kinds of custom profile fields, in Logto's order.
var fieldTypes = []string{"Text", "Number", "Date", "Checkbox", "Select", "Url", "Regex", "Address", "Fullname"}

// profileFieldSchema is the union of all kinds; an update does not name the field.
func profileFieldSchema(named bool) taggedSchema {
	of := make(map[string]schema, len(fieldTypes))
	for _, kind := range fieldTypes {
		of[kind] = fieldSchema(kind, named)
	}
	return taggedSchema{tag: "type", options: fieldTypes, of: of}
}

func fieldSchema(kind string, named bool) schema {
	text := opt(str())
	fields := objectSchema{}
	if named {
		fields = append(fields, key{"name", str()})
	}
	fields = append(fields, key{"type", literal(kind)}, key{"label", opt(str().min(1))})
	if kind == "Checkbox" {
		return append(fields, key{"required", literal(false)},
			key{"config", opt(obj(key{"defaultValue", union(literal("true"), literal("false"))}))})
	}
	return append(fields, key{"description", text}, key{"required", boolean()}, key{"config", fieldConfig(kind)})
}

func fieldConfig(kind string) schema {
	hint, number := key{"placeholder", opt(str())}, opt(num())
	switch kind {
	case "Text":
		return opt(obj(hint, key{"minLength", number}, key{"maxLength", number}))
	case "Number":
		return opt(obj(hint, key{"minValue", number}, key{"maxValue", number}))
	case "Date":
		return opt(obj(hint, key{"format", str()}, key{"customFormat", opt(str())}))
	case "Select":
		return obj(hint, key{"options", arr(obj(key{"label", opt(str())}, key{"value", str()}))})
	case "Regex":
		return obj(hint, key{"format", str()})
	case "Address":
		return obj(key{"parts", arr(fieldPart("formatted", "streetAddress", "locality", "region", "postalCode", "country"))})
	case "Fullname":
		return obj(key{"parts", arr(fieldPart("givenName", "middleName", "familyName"))})
	}
	return opt(obj(hint))
}

// fieldPart is one of the fields that an address or a full name is made of.
func fieldPart(names ...string) schema {
	return obj(
		key{"enabled", boolean()}, key{"type", enum(fieldTypes...)}, key{"label", opt(str())}, key{"description", opt(str())},
		key{"required", boolean()}, key{"config", opt(jsonObject())}, key{"name", enum(names...)},
	)
}

var fieldName = regexp.MustCompile(`^[\dA-Za-z]+$`)

// What a field must not be called: keys of Logto's own custom data, and what people sign in with.
var (
	reservedData        = []string{"userOnboarding", "guideRequests", "adminConsolePreferences", "defaultTenantId"}
	reservedIdentifiers = []string{"username", "primaryEmail", "primaryPhone", "email", "phone"}
)

// fieldRules are the rules beyond the schema; strict ones hold for updates only.
func fieldRules(o object, strict bool) error {
	refuse := func(code string) error { return fail(http.StatusBadRequest, "custom_profile_fields."+code) }
	config := o.obj("config")
	switch name := o.str("name"); {
	case !fieldName.MatchString(name):
		return refuse("invalid_name")
	case slices.Contains(reservedData, name):
		return refuse("name_conflict_custom_data")
	case slices.Contains(reservedIdentifiers, name):
		return refuse("name_conflict_sign_in_identifier")
	case reversed(config, "minLength", "maxLength"), reversed(config, "minValue", "maxValue"):
		return refuse("invalid_min_max_input")
	}
	switch o.str("type") {
	case "Address":
		return partRules(config, refuse, "invalid_address_parts")
	case "Fullname":
		return partRules(config, refuse, "invalid_fullname_parts")
	case "Checkbox":
		if strict && !config.has("defaultValue") {
			return refuse("invalid_default_value")
		}
	case "Select":
		if options, _ := config["options"].([]any); strict && len(options) == 0 {
			return refuse("invalid_options")
		}
	case "Regex":
		if _, err := regexp.Compile(config.str("format")); strict && err != nil {
			return refuse("invalid_regex_format")
		}
	}
	return nil
}

func reversed(config object, low, high string) bool {
	return config.has(low) && config.has(high) && config.num(low) > config.num(high)
}

// partRules: there is a part, and none is made of parts itself.
func partRules(config object, refuse func(string) error, empty string) error {
	parts, _ := config["parts"].([]any)
	if len(parts) == 0 {
		return refuse(empty)
	}
	nested := func(p any) bool { return slices.Contains([]string{"Address", "Fullname"}, p.(object).str("type")) }
	if slices.ContainsFunc(parts, nested) {
		return refuse("invalid_sub_component_type")
	}
	return nil
}
