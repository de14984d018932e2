package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.NounHelp;
import picocli.CommandLine.Command;

/** {@code tidemark topic}. */
@Command(name = "topic", description = "List, create, describe, delete, write and read topics.", subcommands = {
        TopicList.class, TopicCreate.class, TopicDescribe.class, TopicDelete.class, TopicProduce.class,
        TopicConsume.class})
public final class TopicCommand extends NounHelp {

    public TopicCommand(CliContext context) {
        super(context);
    }
}
