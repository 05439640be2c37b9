/* The tree of a formula, for those who evaluate it: formula.c row by row, formula_batch.c many
 * rows at once. Only these two include this. */
#ifndef PONT_BASE_FORMULA_TREE_H
#define PONT_BASE_FORMULA_TREE_H

#include "base/formula.h"

typedef enum Op {
    OP_NUMBER,
    OP_TEXT,
    OP_LEAF,
    OP_EQUIVALENT,
    OP_IMPLIES,
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_NEG,
    OP_MIN,
    OP_MAX,
    OP_LN,
    OP_EXP,
    OP_ABS,
    OP_OR0,
    OP_KNOWN,
    OP_UNIQUE
} Op;

typedef struct Node {
    Op op;
    struct Node *left, *right;
    FormulaValue value;
    int leaf;
} Node;

struct Formula {
    Node *root;
    FormulaLeaf *leaves;
    int n, room;
    int *key; /* of unique(...): leaves */
    int n_key, key_room;
};

#endif
