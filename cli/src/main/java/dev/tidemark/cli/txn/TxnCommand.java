package dev.tidemark.cli.txn;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.NounHelp;
import picocli.CommandLine.Command;

/** {@code tidemark txn}. */
@Command(name = "txn", description = "List, describe and abort transactions.", subcommands = {TxnList.class,
        TxnDescribe.class, TxnAbort.class})
public final class TxnCommand extends NounHelp {

    public TxnCommand(CliContext context) {
        super(context);
    }
}
