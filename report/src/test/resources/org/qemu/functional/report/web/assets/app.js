window.qemuReport = { receive() {} };
