package dev.tidemark.protocol.codec;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.tidemark.core.failure.InvariantFailure;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Spins the {@link RecordAccess} of a record class. What comes out, for {@code record Point(int x, String name)}:
 *
 * <pre>
 * Object create(Object[] v)      { return new Point(((Integer) v[0]).intValue(), (String) v[1]); }
 * Object object(Object r, int i) { switch (i) { case 0: return Integer.valueOf(((Point) r).x());
 *                                               case 1: return ((Point) r).name(); default: return null; } }
 * long number(Object r, int i)   { switch (i) { case 0: return ((Point) r).x(); default: return 0; } }
 * </pre>
 */
final class RecordAccessSpinner {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassDesc UNNAMED = ClassDesc.of(RecordAccess.class.getPackageName(), "SpunAccess");
    private static final ClassDesc BASE = RecordAccess.class.describeConstable().orElseThrow();

    private final ClassDesc self;
    private final RecordComponent[] components;
    private final ClassDesc type;

    private RecordAccessSpinner(ClassDesc self, Class<?> type) {
        this.self = self;
        this.components = type.getRecordComponents();
        this.type = describe(type);
    }

    /** @param type a public record, nested if at all in public classes */
    static RecordAccess spin(Class<?> type) {
        try {
            byte[] bytes = classFile(UNNAMED, type);
            return (RecordAccess) LOOKUP.defineHiddenClass(bytes, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException notAPublicRecord) {
            InvariantFailure bug = new InvariantFailure(type + " is not a public record");
            bug.initCause(notAPublicRecord);
            throw bug;
        }
    }

    /** @param self the name of the class that is made */
    static byte[] classFile(ClassDesc self, Class<?> type) {
        // Frames are written below: deriving them takes as long as all else here.
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                .build(self, new RecordAccessSpinner(self, type)::classBody);
    }

    private void classBody(ClassBuilder builder) {
        builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
        builder.withSuperclass(BASE);
        builder.withMethodBody(INIT_NAME, MTD_void, 0, RecordAccessSpinner::constructor);
        builder.withMethodBody("create", MethodTypeDesc.of(CD_Object, CD_Object.arrayType()), 0, this::create);
        builder.withMethodBody("object", MethodTypeDesc.of(CD_Object, CD_Object, CD_int), 0, this::object);
        builder.withMethodBody("number", MethodTypeDesc.of(CD_long, CD_Object, CD_int), 0, this::number);
    }

    private static void constructor(CodeBuilder code) {
        code.aload(0).invokespecial(BASE, INIT_NAME, MTD_void).return_();
    }

    private void create(CodeBuilder code) {
        code.new_(type).dup();
        ClassDesc[] parameters = new ClassDesc[components.length];
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            parameters[i] = describe(component);
            code.aload(1).loadConstant(i).aaload();
            if (component.isPrimitive()) {
                ClassDesc box = boxOf(component);
                code.checkcast(box).invokevirtual(box, component.getName() + "Value", MethodTypeDesc.of(parameters[i]));
            } else {
                code.checkcast(parameters[i]);
            }
        }
        code.invokespecial(type, INIT_NAME, MethodTypeDesc.of(CD_void, parameters)).areturn();
    }

    private void object(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        code.iload(2).tableswitch(none, cases);
        for (int i = 0; i < components.length; i++) {
            Class<?> component = components[i].getType();
            code.labelBinding(cases.get(i).target());
            load(code, i);
            if (component.isPrimitive()) {
                ClassDesc box = boxOf(component);
                code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, describe(component)));
            }
            code.areturn();
        }
        code.labelBinding(none).aconst_null().areturn();
        code.with(frames(cases, none));
    }

    private void number(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            if (components[i].getType().isPrimitive()) {
                cases.add(SwitchCase.of(i, code.newLabel()));
            }
        }
        code.iload(2).lookupswitch(none, cases);
        for (SwitchCase each : cases) {
            code.labelBinding(each.target());
            load(code, each.caseValue());
            TypeKind kind = TypeKind.from(components[each.caseValue()].getType());
            if (kind == TypeKind.DOUBLE) {
                code.invokestatic(CD_Double, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
            } else if (kind != TypeKind.LONG) {
                code.i2l();
            }
            code.lreturn();
        }
        code.labelBinding(none).lconst_0().lreturn();
        code.with(frames(cases, none));
    }

    /** Wherever the switch leads to, the parameters are as they came and the stack is empty. */
    private StackMapTableAttribute frames(List<SwitchCase> cases, Label none) {
        List<StackMapFrameInfo.VerificationTypeInfo> parameters = List.of(
                StackMapFrameInfo.ObjectVerificationTypeInfo.of(self),
                StackMapFrameInfo.ObjectVerificationTypeInfo.of(CD_Object),
                StackMapFrameInfo.SimpleVerificationTypeInfo.INTEGER);
        List<StackMapFrameInfo> frames = new ArrayList<>();
        for (SwitchCase each : cases) {
            frames.add(StackMapFrameInfo.of(each.target(), parameters, List.of()));
        }
        frames.add(StackMapFrameInfo.of(none, parameters, List.of()));
        return StackMapTableAttribute.of(frames);
    }

    /** Pushes the component's value. */
    private void load(CodeBuilder code, int index) {
        RecordComponent component = components[index];
        code.aload(1)
                .checkcast(type)
                .invokevirtual(type, component.getName(),
                        MethodTypeDesc.of(describe(component.getType())));
    }

    private static ClassDesc boxOf(Class<?> primitive) {
        return switch (primitive.getName()) {
            case "boolean" -> describe(Boolean.class);
            case "byte" -> describe(Byte.class);
            case "short" -> describe(Short.class);
            case "int" -> describe(Integer.class);
            case "long" -> describe(Long.class);
            case "double" -> CD_Double;
            case String other -> throw new InvariantFailure("messages have no components of type " + other);
        };
    }

    private static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
