
_dataworks_di_mcp() {
    local found
    _dataworks_di_mcp_candidates "${(@)words[2,CURRENT-1]}" "$PREFIX"
    case $found in
        @files) _files ;;
        @any) return 1 ;;
        *)
            compadd -- ${${=found}:#*=}
            compadd -S '' -- ${(M)${=found}:#*=}
            ;;
    esac
}
if [ "${funcstack[1]}" = _dataworks-di-mcp ]; then  # zsh has loaded this file by itself, from its path of functions
    _dataworks_di_mcp "$@"
else
    compdef _dataworks_di_mcp dataworks-di-mcp
fi
