# Reads apt sources, prints the deb822 source of another suite on the same mirror, with the same key: of the release's
# backports by default. Variables: codename of the release, suite (optional). Ends with 1 when the release
# itself is not among the sources.

function starts(field) { return index(tolower(line), tolower(field) ":") == 1 }

function is_release(words,    i, n, word) {
    n = split(words, word, " ")
    for (i = 1; i <= n; i++)
        if (word[i] == codename || word[i] ~ /^(old)*stable$/) return word[i]
    return ""
}

function stanza_ends() {
    if (!found && deb && !disabled && release != "") {
        printf "Types: deb\n%sSuites: %s\nComponents: main\n", kept, suite == "" ? release "-backports" : suite
        found = 1
    }
    kept = release = ""
    deb = disabled = 0
}

# One line: deb [signed-by=/a arch=b] URI suite component...
/^[ \t]*deb[ \t]/ {
    options = ""
    if (match($0, /\[[^]]*\]/)) {
        n = split(substr($0, RSTART + 1, RLENGTH - 2), option, " ")
        for (i = 1; i <= n; i++) {
            split(option[i], pair, "=")
            name = pair[1] == "arch" ? "Architectures" : pair[1] == "signed-by" ? "Signed-By" : pair[1]
            gsub(",", " ", pair[2])
            options = options name ": " pair[2] "\n"
        }
        sub(/\[[^]]*\]/, "")
    }
    deb = 1
    release = is_release($3)
    kept = "URIs: " $2 "\n" options
    stanza_ends()
    next
}

# A stanza of fields; a line that starts with a blank continues the field above it.
/^#/ { next }
/^[ \t]*$/ { stanza_ends(); next }
{
    line = $0
    if (line !~ /^[ \t]/) {
        field_kept = !(starts("Types") || starts("Suites") || starts("Components") || starts("Enabled"))
        value = line
        sub(/^[^:]*:[ \t]*/, "", value)
        if (starts("Types")) deb = value ~ /(^| )deb( |$)/
        if (starts("Enabled")) disabled = value ~ /^(no|false|0)/
        if (starts("Suites")) release = is_release(value)
    }
    if (field_kept) kept = kept line "\n"
}

END { stanza_ends(); exit !found }
