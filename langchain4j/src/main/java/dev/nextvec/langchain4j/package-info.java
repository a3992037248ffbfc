/** Nextvec in LangChain4j: retrieval that follows a conversation, and a store of embeddings. */
@NullMarked
package dev.nextvec.langchain4j;

import org.jspecify.annotations.NullMarked;
