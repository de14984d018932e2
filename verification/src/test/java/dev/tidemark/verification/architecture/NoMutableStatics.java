package dev.tidemark.verification.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Static fields are constants. */
final class NoMutableStatics {

    static final ArchCondition<JavaClass> CONDITION = new ArchCondition<>("hold no static field that can change") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaField field : type.getFields()) {
                if (SeamsTest.isStaticMutable(field)) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is static and not final"));
                }
            }
        }
    };

    private NoMutableStatics() {}
}
