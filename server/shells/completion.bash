
_dataworks_di_mcp() {
    local IFS=$' \t\n' found words current line=${COMP_LINE:0:COMP_POINT}
    read -ra words <<< "$line"  # COMP_WORDS is split at each "=", too
    [[ $line == *[[:space:]] ]] && words+=('')
    current=${words[${#words[@]} - 1]}
    COMPREPLY=()
    _dataworks_di_mcp_candidates "${words[@]:1}"
    case $found in
        @files) return ;;  # what `complete -o default` does
        @any) compopt +o default 2>/dev/null; return ;;
    esac
    COMPREPLY=($(compgen -W "$found" -- "$current"))
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    if [[ $COMP_WORDBREAKS == *=* && $current == *=* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%%=*}="}")  # readline replaces what follows the "=" only
    fi
}
complete -o default -F _dataworks_di_mcp dataworks-di-mcp
