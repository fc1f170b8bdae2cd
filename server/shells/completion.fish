# Prints the words for a place on the command line.
function __dataworks_di_mcp_words
    switch "$argv[1]"
{{rows}}
    end
end

function __dataworks_di_mcp_candidates
    set -l words (commandline -opc)[2..]
    set -l current (commandline -ct)
    set -l command $words[1]
    set -l first
    set -l value
    for word in $words[2..]
        if set -q value[1]
            set value
        else if string match -q -- '-*' $word
            set value (__dataworks_di_mcp_words "$command $word")
        else if not set -q first[1]
            set first $word
        end
    end
    set -l found
    if not set -q command[1]
        set found (__dataworks_di_mcp_words '')
    else if set -q value[1]
        set found $value
    else if string match -q -- '*=*' $current
        set found (__dataworks_di_mcp_words "$command $first "(string replace -r '=.*' '=' -- $current))
        set -q found[1]; or set found @any
    else if not string match -q -- '-*' $current
        set -q first[1]; or set first +
        set found (__dataworks_di_mcp_words "$command $first")
    end
    set -q found[1]; or set found (__dataworks_di_mcp_words "$command -")
    switch "$found"
        case @files
            __fish_complete_path $current
        case @any
        case '*'
            printf '%s\n' $found
    end
end
complete -c dataworks-di-mcp -f -a '(__dataworks_di_mcp_candidates)'
