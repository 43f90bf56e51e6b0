package ui

// Icon is the name of a symbol in the sprite, as lucide spells it. The sprite
// is built from the constants of this file.
type Icon string

// The icons in use.
const (
	IconAlert       Icon = "triangle-alert"
	IconBack        Icon = "arrow-left"
	IconBrand       Icon = "users-round"
	IconBuilding    Icon = "building-2"
	IconCheck       Icon = "check"
	IconChevron     Icon = "chevron-right"
	IconChevronDown Icon = "chevron-down"
	IconClose       Icon = "x"
	IconCopy        Icon = "copy"
	IconDelete      Icon = "trash-2"
	IconError       Icon = "circle-alert"
	IconFilterNone  Icon = "filter-x"
	IconFirst       Icon = "chevrons-left"
	IconInfo        Icon = "info"
	IconLanguage    Icon = "languages"
	IconLast        Icon = "chevrons-right"
	IconLock        Icon = "lock"
	IconMenu        Icon = "menu"
	IconMerge       Icon = "git-merge"
	IconMissing     Icon = "compass"
	IconMore        Icon = "ellipsis"
	IconNext        Icon = "chevron-right"
	IconOffline     Icon = "cloud-off"
	IconPerson      Icon = "user-round"
	IconPrevious    Icon = "chevron-left"
	IconReactivate  Icon = "circle-play"
	IconRefresh     Icon = "refresh-cw"
	IconRefused     Icon = "shield-x"
	IconRole        Icon = "shield-check"
	IconSearch      Icon = "search"
	IconSearchNone  Icon = "search-x"
	IconSelf        Icon = "circle-user-round"
	IconSignIn      Icon = "log-in"
	IconSignOut     Icon = "log-out"
	IconSuccess     Icon = "circle-check"
	IconSuspend     Icon = "ban"
	IconThemeDark   Icon = "moon"
	IconThemeLight  Icon = "sun"
	IconThemeSystem Icon = "monitor"
	IconUsers       Icon = "users"
)
