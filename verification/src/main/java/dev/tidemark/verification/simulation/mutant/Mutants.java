package dev.tidemark.verification.simulation.mutant;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/** The lies that the simulation has to notice. */
public final class Mutants {

    private static final String STATES = "dev.tidemark.log.producer.ProducerStates";
    private static final String ENTRY = "dev.tidemark.log.producer.ProducerEntry";
    private static final String RECOVERY = "dev.tidemark.log.recovery.LogRecovery";
    private static final String LOG_CONFIG = "dev.tidemark.log.LogConfig";
    private static final String END_TRANSACTION = "dev.tidemark.broker.txn.EndTransaction";
    private static final String TRANSACTION = "dev.tidemark.broker.txn.Transaction";
    private static final String OFFSETS = "dev.tidemark.broker.group.Offsets";
    private static final String COMMITTED = "dev.tidemark.broker.group.GroupRecord$OffsetCommitted";
    private static final String MARKERS = "dev.tidemark.broker.txn.Markers";

    private static final Consumer<CodeBuilder> NULL = code -> code.aconst_null().areturn();
    private static final Consumer<CodeBuilder> TRUE = code -> code.iconst_1().ireturn();
    private static final Consumer<CodeBuilder> FALSE = code -> code.iconst_0().ireturn();

    private Mutants() {}

    /** All of them. */
    public static List<Mutant> all() {
        return List.of(
                new Mutant("lying fsync", "a force makes nothing durable", List.of(), LyingDisk.FORCES_NOTHING),
                new Mutant("lying folder sync", "a sync of a folder makes no name durable", List.of(),
                        LyingDisk.SYNCS_NO_FOLDER),
                edited("acknowledged before flush", "records count as committed once they are appended",
                        Edit.body(LOG_CONFIG, "groupFlush", FALSE)),
                edited("skipped sequence check", "batches are appended whatever their sequence",
                        Edit.body(ENTRY, "duplicateOf", NULL), Edit.body(STATES, "checkKnown", NULL)),
                edited("skipped epoch check", "batches and markers of older epochs are appended",
                        Edit.call(STATES, "checkKnown", ENTRY, "epoch",
                                code -> code.pop()
                                        .aload(1)
                                        .invokevirtual(type("dev.tidemark.record.RecordBatch"),
                                                "producerEpoch", MethodTypeDesc.of(ConstantDescs.CD_short)))),
                edited("data behind its marker", "a batch of a transaction is appended though a marker came in between",
                        Edit.body(STATES, "isCurrent", TRUE)),
                edited("stable offset past open transactions", "readers of committed data are not held back",
                        Edit.body(STATES, "firstUnstableOffset", code -> code.lload(1).lreturn())),
                edited("producers lost in recovery", "a start after a crash knows no producer",
                        Edit.first(RECOVERY, "finished",
                                code -> code.new_(type(STATES))
                                        .dup()
                                        .invokespecial(type(STATES), "<init>", ConstantDescs.MTD_void)
                                        .astore(1))),
                edited("offsets outside the transaction", "offsets of a transaction count before it ends",
                        Edit.body(OFFSETS, "replayInTransaction",
                                code -> code.aload(0)
                                        .aload(4)
                                        .invokevirtual(type(OFFSETS), "replayCommitted",
                                                MethodTypeDesc.of(ConstantDescs.CD_void, type(COMMITTED)))
                                        .return_())),
                edited("EndTxn applied twice", "a late EndTxn ends the next transaction",
                        Edit.body(END_TRANSACTION, "meansTheLast", FALSE),
                        Edit.call(END_TRANSACTION, "decide", TRANSACTION, "producerEpoch",
                                code -> code.pop()
                                        .aload(0)
                                        .invokevirtual(type(END_TRANSACTION), "producerEpoch",
                                                MethodTypeDesc.of(ConstantDescs.CD_short)))),
                edited("markers never sent again", "a marker that could not be written is forgotten",
                        Edit.body(MARKERS, "unwritten",
                                code -> code.invokestatic(type("java.util.Set"), "of",
                                        MethodTypeDesc.of(type("java.util.Set")), true).areturn())));
    }

    /** The one of this name. */
    public static Mutant named(String name) {
        return all().stream().filter(mutant -> mutant.name().equals(name)).findFirst().orElseThrow();
    }

    private static Mutant edited(String name, String lie, Edit... edits) {
        return new Mutant(name, lie, List.of(edits), LyingDisk.HONEST);
    }

    private static ClassDesc type(String name) {
        return ClassDesc.of(name);
    }
}
