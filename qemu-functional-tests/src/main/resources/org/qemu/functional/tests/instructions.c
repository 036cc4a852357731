/*
 * A TCG plug-in that counts instructions. When QEMU exits, it prints "counted <n> instructions".
 *
 * It declares what it uses of QEMU's plug-in API itself, so that no header of QEMU is needed. API is
 * the version: callbacks have other parameters since 7.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct tb;
struct insn;

enum { NO_REGISTERS = 0 };

size_t qemu_plugin_tb_n_insns(const struct tb *tb);
struct insn *qemu_plugin_tb_get_insn(const struct tb *tb, size_t index);
void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *insn, void (*callback)(unsigned, void *),
                                            int registers, void *userdata);
void qemu_plugin_outs(const char *text);

#if API >= 7
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*callback)(struct tb *, void *),
                                           void *userdata);
void qemu_plugin_register_atexit_cb(uint64_t id, void (*callback)(void *), void *userdata);
#define REGISTER_TRANSLATION(id) qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL)
#define TRANSLATED(tb) static void translated(struct tb *tb, void *userdata)
#define EXITS() static void exits(void *userdata)
#else
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*callback)(uint64_t, struct tb *));
void qemu_plugin_register_atexit_cb(uint64_t id, void (*callback)(uint64_t, void *), void *userdata);
#define REGISTER_TRANSLATION(id) qemu_plugin_register_vcpu_tb_trans_cb(id, translated)
#define TRANSLATED(tb) static void translated(uint64_t id, struct tb *tb)
#define EXITS() static void exits(uint64_t id, void *userdata)
#endif

__attribute__((visibility("default"))) int qemu_plugin_version = API;

static uint64_t count;

static void executed(unsigned vcpu, void *userdata) {
    __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
}

TRANSLATED(tb) {
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_tb_get_insn(tb, i), executed, NO_REGISTERS,
                                               NULL);
    }
}

EXITS() {
    char text[64];
    snprintf(text, sizeof text, "counted %" PRIu64 " instructions\n", count);
    qemu_plugin_outs(text);
}

__attribute__((visibility("default"))) int qemu_plugin_install(uint64_t id, const void *info, int argc,
                                                               char **argv) {
    REGISTER_TRANSLATION(id);
    qemu_plugin_register_atexit_cb(id, exits, NULL);
    return 0;
}
