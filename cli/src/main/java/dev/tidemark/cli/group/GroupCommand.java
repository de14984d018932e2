package dev.tidemark.cli.group;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.NounHelp;
import picocli.CommandLine.Command;

/** {@code tidemark group}. */
@Command(name = "group", description = "List and describe consumer groups.", subcommands = {GroupList.class,
        GroupDescribe.class})
public final class GroupCommand extends NounHelp {

    public GroupCommand(CliContext context) {
        super(context);
    }
}
