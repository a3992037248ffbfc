@NullMarked
package dev.nextvec.langchain4j;

import org.jspecify.annotations.NullMarked;
