package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.verification.simulation.mutant.Mutant.Stage;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.Stream;

/** The lies that the simulation has to notice. */
public final class Mutants {

    private static final String STATES = "dev.tidemark.log.producer.ProducerStates";
    private static final String ENTRY = "dev.tidemark.log.producer.ProducerEntry";
    private static final String RECOVERY = "dev.tidemark.log.recovery.LogRecovery";
    private static final String LOG_CONFIG = "dev.tidemark.log.LogConfig";
    private static final String END_TRANSACTION = "dev.tidemark.broker.txn.EndTransaction";
    private static final String ADD_PARTITIONS = "dev.tidemark.broker.txn.AddPartitions";
    private static final String SHARD = "dev.tidemark.broker.txn.TransactionShard";
    private static final String TRANSACTION = "dev.tidemark.broker.txn.Transaction";
    private static final String OFFSETS = "dev.tidemark.broker.group.Offsets";
    private static final String COMMITTED = "dev.tidemark.broker.group.GroupRecord$OffsetCommitted";
    private static final String MARKERS = "dev.tidemark.broker.txn.Markers";

    private Mutants() {}

    private static void answerNull(CodeBuilder code) {
        code.aconst_null().areturn();
    }

    private static void answerFalse(CodeBuilder code) {
        code.iconst_0().ireturn();
    }

    /** For a method of an entry and a batch: null at once if the batch is of an older epoch. */
    private static void acceptOlderEpoch(CodeBuilder code) {
        MethodTypeDesc epoch = MethodTypeDesc.of(ConstantDescs.CD_short);
        Label goOn = code.newLabel();
        code.aload(1)
                .invokevirtual(type("dev.tidemark.record.RecordBatch"), "producerEpoch", epoch)
                .aload(0)
                .invokevirtual(type(ENTRY), "epoch", epoch)
                .if_icmpge(goOn)
                .aconst_null()
                .areturn()
                .labelBinding(goOn);
    }

    static Edit offsetsOutsideTheTransaction() {
        return Edit.body(OFFSETS, "replayInTransaction",
                code -> code.aload(0)
                        .aload(4)
                        .invokevirtual(type(OFFSETS), "replayCommitted",
                                MethodTypeDesc.of(ConstantDescs.CD_void, type(COMMITTED)))
                        .return_());
    }

    /** All of them. */
    public static List<Mutant> all() {
        return Stream.concat(ofBroker().stream(), AppMutants.all().stream()).toList();
    }

    private static List<Mutant> ofBroker() {
        return List.of(
                new Mutant("lying fsync", "a force makes nothing durable", List.of(), LyingDisk.FORCES_NOTHING,
                        Stage.TRANSACTIONS),
                new Mutant("lying folder sync", "a sync of a folder makes no name durable", List.of(),
                        LyingDisk.SYNCS_NO_FOLDER, Stage.COMPACTION),
                edited("acknowledged before flush", "records count as committed once they are appended",
                        Edit.body(LOG_CONFIG, "groupFlush", Mutants::answerFalse)),
                edited("skipped sequence check", "batches are appended whatever their sequence",
                        Edit.body(ENTRY, "duplicateOf", Mutants::answerNull),
                        Edit.body(STATES, "checkKnown", Mutants::answerNull)),
                edited("skipped epoch check", "a late batch of an older epoch joins the transaction that is open now",
                        Edit.first(STATES, "checkKnown", Mutants::acceptOlderEpoch),
                        Edit.call(ADD_PARTITIONS, "checkProducer", TRANSACTION, "producerEpoch",
                                code -> code.pop().iload(3))),
                edited("markers before the decision", "markers and answers leave before the outcome is durable",
                        Edit.body("dev.tidemark.broker.coordinator.AppendQueue", "park", Mutants::answerFalse)),
                edited("stable offset past open transactions", "readers of committed data are not held back",
                        Edit.body(STATES, "firstUnstableOffset", code -> code.lload(1).lreturn())),
                edited("producers lost in recovery", "a start after a crash knows no producer",
                        Edit.first(RECOVERY, "finished",
                                code -> code.new_(type(STATES))
                                        .dup()
                                        .invokespecial(type(STATES), "<init>", ConstantDescs.MTD_void)
                                        .astore(1))),
                edited("offsets outside the transaction", "offsets of a transaction count before it ends",
                        offsetsOutsideTheTransaction()),
                edited("EndTxn applied twice", "a late EndTxn ends the next transaction",
                        Edit.body(END_TRANSACTION, "meansTheLast", Mutants::answerFalse),
                        Edit.call(END_TRANSACTION, "decide", TRANSACTION, "producerEpoch",
                                code -> code.pop()
                                        .aload(0)
                                        .invokevirtual(type(END_TRANSACTION), "producerEpoch",
                                                MethodTypeDesc.of(ConstantDescs.CD_short)))),
                new Mutant("decided transactions forgotten", "a start sends no markers for what was decided before it",
                        List.of(Edit.call(SHARD, "loaded", MARKERS, "send", CodeBuilder::pop2)), LyingDisk.HONEST,
                        Stage.DECISIONS),
                new Mutant("compaction drops markers", "every marker goes at once",
                        List.of(Edit.body("dev.tidemark.log.compaction.CompactionRules", "keepsMarker",
                                Mutants::answerFalse)),
                        LyingDisk.HONEST, Stage.COMPACTION));
    }

    /** The one of this name. */
    public static Mutant named(String name) {
        return all().stream().filter(mutant -> mutant.name().equals(name)).findFirst().orElseThrow();
    }

    private static Mutant edited(String name, String lie, Edit... edits) {
        return new Mutant(name, lie, List.of(edits), LyingDisk.HONEST, Stage.TRANSACTIONS);
    }

    private static ClassDesc type(String name) {
        return ClassDesc.of(name);
    }
}
