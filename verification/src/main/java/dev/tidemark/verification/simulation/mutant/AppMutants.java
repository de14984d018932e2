package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.verification.simulation.mutant.Mutant.Stage;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** Lies of the runtime of applications and of its stores. */
final class AppMutants {

    private static final String PROTOCOL = "dev.tidemark.streams.runtime.commit.CommitProtocol";
    private static final String OUTGOING = "dev.tidemark.streams.runtime.commit.Outgoing";
    private static final String TASK = "dev.tidemark.streams.runtime.task.StreamTask";
    private static final String ANNOUNCER = "dev.tidemark.streams.runtime.time.EdgeAnnouncer";
    private static final String STORES = "dev.tidemark.state.TaskStores";
    private static final String LAYERS = "dev.tidemark.state.wrap.LayeredStore";
    private static final String OVERLAY = "dev.tidemark.state.wrap.Overlay";
    private static final String WORKER = "dev.tidemark.streams.runtime.Worker";
    private static final String GROUP = "dev.tidemark.streams.runtime.AppGroup";
    private static final String RIGHT = "dev.tidemark.broker.group.CommitRight";
    private static final ClassDesc ERROR = ClassDesc.of("dev.tidemark.protocol.ErrorCode");
    private static final ClassDesc COLLECTION = ClassDesc.of("java.util.Collection");
    private static final ClassDesc LIES = ClassDesc.of(Lies.class.getName());

    private AppMutants() {}

    /** All of them. */
    static List<Mutant> all() {
        return List.of(
                app(Stage.STREAMS_ABORTED, "app offsets outside the transaction",
                        "offsets of a commit count before it ends",
                        Mutants.offsetsOutsideTheTransaction()),
                app(Stage.STREAMS_ABORTED, "overlay before EndTxn",
                        "what was sealed is kept in the store when its commit falls",
                        Edit.first(LAYERS, "aborted", code -> code.aload(0)
                                .invokevirtual(type(LAYERS), "committed", ConstantDescs.MTD_void))),
                app(Stage.STREAMS_ABORTED, "cache kept on abort",
                        "what was changed behind a seal is kept when the commit falls",
                        Edit.body(LAYERS, "aborted", code -> code.aload(0)
                                .getfield(type(LAYERS), "sealed", type(OVERLAY))
                                .invokevirtual(type(OVERLAY), "clear", ConstantDescs.MTD_void)
                                .return_())),
                app(Stage.STREAMS_PAUSED, "skipped fencing", "who is thrown out of its group commits on",
                        Edit.body(WORKER, "drop", CodeBuilder::return_),
                        Edit.call(GROUP, "answer", "java.util.Set", "containsAll",
                                code -> code.pop2().iconst_1()),
                        Edit.body(RIGHT, "ofMember", code -> code.getstatic(ERROR, "NONE", ERROR).areturn())),
                app("marker before data", "a marker tells of time whose records are still to come",
                        Edit.first(ANNOUNCER, "reached", AppMutants::tellTooMuch)),
                app("checkpoint ahead of the commit", "a checkpoint has what is sealed and not committed",
                        Edit.call(TASK, "seal", STORES, "seal", code -> code.invokestatic(LIES, "sealAndCheckpoint",
                                MethodTypeDesc.of(ConstantDescs.CD_void, type(STORES), ConstantDescs.CD_long,
                                        type("dev.tidemark.state.ChangeSink")))),
                        Edit.first(LAYERS, "checkpoint", code -> code.aload(0)
                                .invokevirtual(type(LAYERS), "committed", ConstantDescs.MTD_void))),
                app(Stage.STREAMS_ABORTED, "next interval drained early",
                        "records of the next interval leave before the commit has ended",
                        Edit.first(PROTOCOL, "idle", code -> code.aload(0)
                                .invokevirtual(type(PROTOCOL), "drainFull", ConstantDescs.MTD_void)),
                        Edit.body(PROTOCOL, "drainFull", code -> code.aload(0)
                                .aload(0)
                                .getfield(type(PROTOCOL), "outgoing", type(OUTGOING))
                                .invokeinterface(type(OUTGOING), "takeAll", MethodTypeDesc.of(COLLECTION))
                                .invokevirtual(type(PROTOCOL), "send",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, COLLECTION))
                                .return_())));
    }

    /** For a method of a time: it is three seconds more, unless it is all time. */
    private static void tellTooMuch(CodeBuilder code) {
        Label ended = code.newLabel();
        code.lload(1)
                .loadConstant(Long.MAX_VALUE)
                .lcmp()
                .ifeq(ended)
                .lload(1)
                .loadConstant(3_000L)
                .ladd()
                .lstore(1)
                .labelBinding(ended);
    }

    private static Mutant app(String name, String lie, Edit... edits) {
        return app(Stage.STREAMS, name, lie, edits);
    }

    private static Mutant app(Stage stage, String name, String lie, Edit... edits) {
        return new Mutant(name, lie, List.of(edits), LyingDisk.HONEST, stage);
    }

    private static ClassDesc type(String name) {
        return ClassDesc.of(name);
    }
}
