# Puts the words for a place on the command line into `found`.
_dataworks_di_mcp_words() {
    case $1 in
{{rows}}
        *) found='' ;;
    esac
}

# Puts the words that can replace the last argument into `found`; the others are the words before it.
_dataworks_di_mcp_candidates() {
    local command='' first='' value='' word
    while [ $# -gt 1 ]; do
        word=$1
        shift
        if [ -z "$command" ]; then
            command=$word
        elif [ -n "$value" ]; then
            value=''
        else
            case $word in
                -*) _dataworks_di_mcp_words "$command $word"; value=$found ;;
                *) first=${first:-$word} ;;
            esac
        fi
    done
    if [ -z "$command" ]; then
        _dataworks_di_mcp_words ''
    elif [ -n "$value" ]; then
        found=$value
    else
        case $1 in
            -*) found='' ;;
            *=*) _dataworks_di_mcp_words "$command $first ${1%%=*}="; found=${found:-@any} ;;
            *) _dataworks_di_mcp_words "$command ${first:-+}" ;;
        esac
        [ -n "$found" ] || _dataworks_di_mcp_words "$command -"
    fi
}
