/** Nextvec in Spring AI: retrieval that follows a conversation. */
@NullMarked
package dev.nextvec.springai;

import org.jspecify.annotations.NullMarked;
